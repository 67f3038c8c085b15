/**
 * What this screen keeps: in IndexedDB, flushed before anybody relies on it.
 *
 * Never localStorage: a browser that was killed had lost there what it had taken seconds before.
 */

const NAME = "tillmesh";
const VERSION = 1;
export const STORES = ["tickets", "outbox", "settings"] as const;
export type Store = (typeof STORES)[number];

export function wait<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Database {
  private constructor(readonly own: IDBDatabase) {}

  static async open(name = NAME): Promise<Database> {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store, { keyPath: "id" });
    };
    const own = await wait(request);
    // A newer page in another window may need another version; it must not wait for this one.
    own.onversionchange = () => own.close();
    return new Database(own);
  }

  /** Keep a value; resolved when it is on the disk. */
  put<T extends { id: string }>(store: Store, value: T): Promise<void> {
    return this.#write([store], (transaction) => transaction.objectStore(store).put(value));
  }

  delete(store: Store, id: string): Promise<void> {
    return this.#write([store], (transaction) => transaction.objectStore(store).delete(id));
  }

  /** Keep one value and drop another, both or neither. */
  move<T extends { id: string }>(from: Store, id: string, to: Store, value: T): Promise<void> {
    return this.#write([from, to], (transaction) => {
      transaction.objectStore(from).delete(id);
      transaction.objectStore(to).put(value);
    });
  }

  async get<T>(store: Store, id: string): Promise<T | undefined> {
    return wait<T | undefined>(this.own.transaction(store).objectStore(store).get(id));
  }

  async all<T>(store: Store): Promise<T[]> {
    return wait<T[]>(this.own.transaction(store).objectStore(store).getAll());
  }

  #write(stores: Store[], change: (transaction: IDBTransaction) => void): Promise<void> {
    const transaction = this.own.transaction(stores, "readwrite", { durability: "strict" });
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
      change(transaction);
    });
  }
}
