/** Types and defaults of attributes as a reader and an editor need them: no name of a type or constant of ours is left. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { NoTruncation, InTypeAlias, UseSingleQuotesForStringLiteralType } = ts.TypeFormatFlags;

/** @param modules of custom-elements.json; `FilePolicy` becomes `'ask' | 'images' | 'none'`, `MAX_TEXT_BYTES` its number */
export function spellOutTypes(modules) {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    ROOT,
  );
  const program = ts.createProgram(
    modules.map(({ path }) => join(ROOT, path)),
    options,
  );
  const checker = program.getTypeChecker();
  const written = (node, type) =>
    checker.typeToString(type, node, NoTruncation | InTypeAlias | UseSingleQuotesForStringLiteralType);

  for (const { path, declarations = [] } of modules) {
    const classes = program.getSourceFile(join(ROOT, path)).statements.filter(ts.isClassDeclaration);
    for (const { name, attributes = [], members = [] } of declarations) {
      const symbol = classes.find((each) => each.name?.text === name)?.name;
      const self = symbol && checker.getTypeAtLocation(symbol);
      for (const item of [...attributes, ...members.filter(({ attribute }) => attribute)]) {
        const property = self?.getProperty(item.fieldName ?? item.name)?.valueDeclaration;
        if (!property) continue;
        item.type = { text: written(property, checker.getTypeAtLocation(property)) };
        const { initializer } = property;
        if (initializer && ts.isIdentifier(initializer)) {
          item.default = written(initializer, checker.getTypeAtLocation(initializer));
        }
      }
    }
  }
}
