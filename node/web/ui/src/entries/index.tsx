/** The address without a page: to where this node's people work. */

import { whereTo } from "../state/whereto";

void whereTo().then((page) => location.replace(page));
