import type { Member } from '@realtime-chat/protocol';
import { nothing } from 'lit';
import { lazy } from '../client/connection/lazy.js';
import { attachButton, attachStyles } from '../composer/attachments/attach-button.js';
import { onTransferredFiles } from '../composer/attachments/transferred-files.js';
import { fitToText } from '../composer/field/field-height.js';
import { FieldLabel } from '../composer/field/field-label.js';
import { watchFieldWidth } from '../composer/field/field-width.js';
import { addEnglish } from '../i18n/locale-registry.js';
import { enAfterJoin } from '../i18n/locales/en-after-join.js';
import { controlsButton, controlsStyles } from './header/controls-button.js';
import { facesStyles } from '../people/faces-styles.js';
import { face, faces } from '../people/faces.js';
import { watchIdentity } from '../people/identity-notice.js';
import { ownAvatar, ownAvatarStyles } from '../people/own-avatar.js';
import { watchTakenNames } from '../people/taken-name.js';
import { typingDots, typingDotsStyles } from '../people/typing-dots.js';
import { typingIndicator } from '../people/typing-indicator.js';
import { renderAtMidnight } from '../timeline/midnight.js';
import { Printing } from '../timeline/printing.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import { contrastStyles } from './styles/contrast-styles.js';
import type { AfterJoinContext, AttachmentsContext, ChatContext, ConversationHost } from './context.js';

const loadAttachments = lazy(() => import('../composer/attachments/attachments.js'));

/** The code that loads once the room is online: the render at midnight, printing, and what depends on the people in the room. */
export class AfterJoin implements AfterJoinContext {
  readonly fieldLabel: FieldLabel;
  attachments: AttachmentsContext | undefined;
  #host: ConversationHost;
  #context: ChatContext;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    onTransferredFiles(host, this.#attach);
    renderAtMidnight(host, context);
    new Printing(host, context);
    watchIdentity(host, context);
    watchTakenNames(host, context);
    this.fieldLabel = new FieldLabel(host, context);
    watchFieldWidth(host, (field) => {
      fitToText(field);
      this.fieldLabel.measure(field);
    });
    adoptStyles(
      host,
      facesStyles,
      controlsStyles,
      contrastStyles,
      ownAvatarStyles,
      attachStyles,
      typingDotsStyles,
    );
    addEnglish(enAfterJoin);
    // The parts above begin with the next update.
    host.requestUpdate();
  }

  outageText(): string {
    const { room, words, isReadonly } = this.#context;
    const { status, problem } = room ?? {};
    if (status === 'online' && problem) return words.text(isReadonly ? 'problem.no_answer' : 'paused');
    const isOffline = status === 'reconnecting' && problem?.code === 'unreachable' && !isReadonly;
    return isOffline ? words.text('offline') : '';
  }

  typing(): unknown {
    return typingIndicator(this.#context.room, this.#context.words);
  }

  typingDots(): unknown {
    return typingDots(this.#context.room, this.#context.words);
  }

  controlsButton(controls: readonly unknown[]): unknown {
    return controls.some(Boolean) ? controlsButton(this.#context) : nothing;
  }

  faces(): unknown {
    return faces(this.#context);
  }

  face(member: Member): unknown {
    return face(member, this.#context);
  }

  renderAttach(): unknown {
    return attachButton(this.#context, this.#attach);
  }

  /** The files that are chosen for the next message. Their code is loaded with the first one. */
  async loadAttachments(): Promise<AttachmentsContext | undefined> {
    // The sentences about files are part of the on-demand code.
    const code = (await this.#context.loadOnDemand()) && (await loadAttachments());
    return (this.attachments ??= code && new code.Attachments(this.#host, this.#context));
  }

  #attach = async (type: string, files: readonly File[]): Promise<void> => {
    const { room } = this.#context.room ?? {};
    const attachments = await this.loadAttachments();
    // Files are for the room that was shown then.
    if (room !== this.#context.room?.room) return;
    if (attachments) attachments.receive(type, files);
    else if (files.length > 0) this.#context.showNotice(this.#context.words.problem('no_answer'));
  };

  renderOwnAvatar(): unknown {
    return ownAvatar(this.#context);
  }
}
