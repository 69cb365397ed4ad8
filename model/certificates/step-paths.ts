/** Where the step that issues certificates finds what was provided. It takes both away when it ends, so that no copy stays in its container. */
export const PROVIDED_FOLDERS = {
  authorities: '/step/authorities',
  passwords: '/step/passwords',
} as const;
