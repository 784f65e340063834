// What Salesforce's own source-deploy-retrieve makes of a project: prints JSON on one line.
const { ComponentSet, MetadataConverter } = require('@salesforce/source-deploy-retrieve');

(async () => {
  const [root, out] = process.argv.slice(2);
  const folders = [`${root}/force-app`, `${root}/translations`];
  const found = {};
  const missing = [];
  for (const manifest of ['package.xml', 'translations.xml']) {
    const wanted = await ComponentSet.fromManifest({
      manifestPath: `${root}/manifest/${manifest}`, resolveSourcePaths: folders, forceAddWildcards: false,
    });
    const there = new Set();
    for (const component of wanted.getSourceComponents()) {
      there.add(`${component.type.name}:${component.fullName}`);
      for (const child of component.getChildren()) there.add(`${child.type.name}:${child.fullName}`);
    }
    for (const one of wanted.toArray()) {
      const name = `${one.type.name}:${one.fullName}`;
      if (!there.has(name)) missing.push(name);
      found[one.type.name] = (found[one.type.name] ?? 0) + 1;
    }
  }
  await new MetadataConverter().convert(ComponentSet.fromSource(folders), 'metadata', {
    type: 'directory', outputDirectory: out, genUniqueDir: false,
  });
  console.log(JSON.stringify({ found, missing }));
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
