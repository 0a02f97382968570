import type { Durable } from "./protocol";

/** Where unacknowledged messages outlive a reload. */
export interface Keep {
  load(): Durable[];
  save(messages: Durable[]): void;
}

/** Nothing outlives the page. */
export const forgetful: Keep = { load: () => [], save: () => undefined };

/** Kept for this tab in session storage; a full or forbidden storage only costs the reload case. */
export function keepInTab(key: string, storage: Storage): Keep {
  return {
    load() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(key) ?? "[]");
        return Array.isArray(kept) ? kept.filter(isDurable) : [];
      } catch {
        return [];
      }
    },
    save(messages) {
      try {
        if (messages.length === 0) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify(messages));
      } catch {
        // Quota or private mode: the messages are still held in memory.
      }
    },
  };
}

function isDurable(value: unknown): value is Durable {
  return typeof value === "object" && value !== null && "client_id" in value && "type" in value;
}

/** Messages the server has not acknowledged, in the order they were written. */
export class Outbox {
  private waiting: Durable[];

  constructor(private readonly keep: Keep = forgetful) {
    this.waiting = keep.load();
  }

  get messages(): readonly Durable[] {
    return this.waiting;
  }

  add(message: Durable): void {
    this.waiting = [...this.waiting, message];
    this.keep.save(this.waiting);
  }

  /** The message that was settled, or undefined when it was not (any longer) waiting. */
  settle(clientId: string): Durable | undefined {
    const found = this.waiting.find((message) => message.client_id === clientId);
    if (found) {
      this.waiting = this.waiting.filter((message) => message !== found);
      this.keep.save(this.waiting);
    }
    return found;
  }

  clear(): void {
    this.waiting = [];
    this.keep.save([]);
  }
}
