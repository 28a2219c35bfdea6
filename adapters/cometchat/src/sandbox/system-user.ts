import type { StoredUser } from "./state/users.ts";

/** Who owns groups that name nobody and acts where nobody else does. It is no ordinary user: no list shows it. */
export const SYSTEM_UID = "app_system";

export const SYSTEM_USER: StoredUser = {
  uid: SYSTEM_UID,
  name: "System",
  status: "offline",
  role: "default",
  createdAt: 0,
  tags: [],
};
