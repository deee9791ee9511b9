import { css } from 'lit';

/** Icons made by `icon()`. 2.1 units are 1.75 pixels at the size of 20 pixels. */
export const iconStyles = css`
  .icon {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2.1;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .directed:dir(rtl) {
    scale: -1 1;
  }
`;
