import test from 'ava';
import { HostAllowList } from '../../../src/fetch/guard/host-allow-list.js';

test('without patterns every host is allowed', (t) => {
  t.true(new HostAllowList([]).allows('anything.example'));
});

test('with patterns only their hosts are allowed', (t) => {
  const list = new HostAllowList(['images.example.com', '*.example.org', '[2606:4700::1]']);
  for (const host of ['images.example.com', 'a.example.org', 'a.b.example.org', '[2606:4700::1]'])
    t.true(list.allows(host), host);
  for (const host of [
    ...['example.com', 'a.images.example.com', 'example.org', 'badexample.org', '[2606:4700::2]'],
    ...['example.org.evil.example', 'a.example.org.evil.example', '127.0.0.1', ''],
  ])
    t.false(list.allows(host), host);
});
