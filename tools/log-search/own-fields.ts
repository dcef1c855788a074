/** The fields of our own namespace, with their types in Elasticsearch. */
export const OWN_FIELDS: Readonly<Record<string, string>> = {
  'classifier.image.source': 'keyword',
  'classifier.image.url': 'keyword',
  'classifier.batch.images': 'long',
  'classifier.batch.failed': 'long',
  'classifier.cache.status': 'keyword',
  'classifier.duration.fetch': 'long',
  'classifier.duration.queue': 'long',
  'classifier.duration.decode': 'long',
  'classifier.duration.inference': 'long',
  'classifier.duration.render': 'long',
  'classifier.process.signal': 'keyword',
};
