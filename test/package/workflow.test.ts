/** The workflow that publishes. It runs where a repository is hosted and nowhere else: here it is read, line by line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { read } from './pages.js';
import { ROOT } from './project.js';

/** Without comments. */
const lines = read('.github/workflows/release.yml')
  .split('\n')
  .filter((line) => !/^\s*(#|$)/.test(line));
const valueOf = (key: string): string | undefined => {
  const found = lines.flatMap((line) =>
    line.trim().startsWith(`${key}: `) ? [line.trim().slice(key.length + 2)] : [],
  );
  expect(found, key).to.have.length(1);
  return found[0];
};
const runs = lines.flatMap((line) => /^ +- run: (.+)$/.exec(line)?.[1] ?? []);

describe('the workflow of a release', () => {
  it('is started by a tag of a version, and by nothing else', () => {
    expect(lines.join('\n')).to.match(/^on:\n {2}push:\n {4}tags: \['v\*'\]\n\S/m);
  });

  it('may sign with an identity, read the code, and do nothing else', () => {
    expect(lines.filter((line) => line.startsWith('permissions:'))).to.deep.equal(['permissions: {}']);
    const granted = lines.flatMap((line) => /^ +([\w-]+): (?:read|write)(?:-all)?$/.exec(line)?.[0].trim() ?? []);
    expect(granted).to.deep.equal(['contents: read', 'id-token: write']);
    expect(lines.join('\n')).to.not.match(/secrets\.|_TOKEN/);
  });

  it('publishes last, once everything has passed that has to, by the script that does it with provenance', () => {
    expect(runs.slice(-2)).to.deep.equal(['.ci/run', 'npm run release -- --publish']);
    expect(runs.filter((line) => line.includes('publish'))).to.have.length(1);
    // A step that goes on after a failure would publish what did not pass.
    expect(lines.join('\n')).to.not.match(/continue-on-error|if:/);
    expect(existsSync(join(ROOT, '.ci/run'))).to.equal(true);
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: { readonly release: string } };
    expect(scripts.release).to.equal('node scripts/release.mjs');
    expect(read('scripts/release.mjs')).to.include("'--provenance'");
  });

  it('has what the tests need: a Node of ours, Debian for what they install, and the framework of the hub', () => {
    // 24 is the first whose npm publishes by an identity alone.
    const [, node, debian] = /^node:(\d+)-(\w+)$/.exec(valueOf('image')!) ?? [];
    expect(Number(node)).to.be.at.least(24);
    expect(debian).to.be.oneOf(['bookworm', 'trixie']);
    const [, framework] = /<TargetFramework>net([\d.]+)</.exec(read('server/aspnet/dm-signaling.csproj')) ?? [];
    expect(valueOf('dotnet-version')).to.equal(`${framework!}.x`);
  });
});
