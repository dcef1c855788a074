/** Checks of kube-score that are not asked, and why. */
export const EXCUSES: Readonly<Record<string, string>> = {
  'container-image-pull-policy': 'an overlay pins the image by its digest, so it never changes',
  'deployment-has-host-podantiaffinity': 'topologySpreadConstraints spread the pods over the nodes',
  'deployment-replicas': 'an autoscaler sets them, with KEDA one that it makes',
};
