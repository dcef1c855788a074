/** Checks of kube-score that are not asked, and why. docs/kubernetes.md repeats them. */
export const EXCUSES: Readonly<Record<string, string>> = {};
