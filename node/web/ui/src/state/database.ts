/** The one database of this page, opened once. */

import { Database } from "../storage/database";

export const database: Promise<Database> = Database.open();
