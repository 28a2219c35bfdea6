/** Under this key of the table `meta` stands the number of the newest record that was there when gaps were filled. */
export const RESOLVED_UP_TO = "resolved-up-to";
