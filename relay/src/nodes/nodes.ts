/** What a node does while it has a job. The signal aborts when it has lost the job, or closes. */
export type Act = (signal: AbortSignal) => Promise<void>;

/** The relay processes that share one store. A relay on a folder or in memory is alone. */
export interface Nodes {
  /** The id of this process, new at each start. */
  readonly id: string;

  /** Whether there can be others: false for a folder and in memory. */
  readonly isShared: boolean;

  /**
   * Tells all other nodes. It may be lost. The message is sent as JSON. Never rejects.
   *
   * @returns false if it may not even have left this node
   */
  tell(topic: string, message: unknown): Promise<boolean>;

  /**
   * @param listener must check what it gets
   * @returns a function that stops it
   */
  hear(topic: string, listener: (message: unknown, from: string) => void): () => void;

  /**
   * Called after a time in which messages may have been lost, or in which the others may have taken this node for dead.
   *
   * @returns a function that stops it
   */
  onGap(listener: () => void): () => void;

  /**
   * Runs `act` in one node at a time. If it ends or fails, some node begins it anew. After a pause of the process, a node may
   * not know yet that it has lost the job. So the store has to judge what `act` writes.
   */
  lead(job: string, act: Act): { close(): Promise<void> };

  /**
   * The ids of the nodes that are alive, this one included. A node that was killed counts for another 15 s.
   *
   * @throws {Refusal} `unavailable`
   */
  alive(): Promise<ReadonlySet<string>>;

  /**
   * This node takes no clients from now on, and the others know that.
   *
   * @returns how many others take clients. It may be called again.
   * @throws {Refusal} `unavailable`
   */
  retire(): Promise<number>;

  /** Ends all jobs. Nothing is told or heard afterwards. */
  close(): Promise<void>;
}
