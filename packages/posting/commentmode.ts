export const COMMENT_MODES = ['always', 'on-change', 'on-failure', 'never'] as const;

/** When a comment is written. */
export type CommentMode = (typeof COMMENT_MODES)[number];
