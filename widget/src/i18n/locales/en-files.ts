/** The texts of pictures and files in messages, loaded with the code that shows them. */
export const enFiles = {
  download: 'Download',
  downloadFile: 'Download {name}',
  /** Which of several pictures. */
  pictureAt: 'Picture {at} of {count}',
  pictureFailed: 'This picture cannot be loaded.',
  /** The buttons of the large view of a picture. */
  closePicture: 'Close',
  previousPicture: 'Previous picture',
  nextPicture: 'Next picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
};
