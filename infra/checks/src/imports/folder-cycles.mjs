/**
 * Finds import cycles between the direct children of a folder. An example of a cycle: `a/x.ts` imports `b/y.ts`, and
 * `b/z.ts` imports `a/w.ts`. A file next to the folders, such as `main.ts`, counts as a child of its own. If such files
 * formed one child together, that child would be part of many cycles.
 * @param {Iterable<readonly [from: string, to: string]>} imports pairs of file paths relative to the repository root
 * @returns {string[]} one line per cycle with the folder, the children in the cycle, and one import for each step
 */
export function findFolderCycles(imports) {
  /** @type {Map<string, Map<string, Map<string, string>>>} folder → child → imported child → example */
  const importsByFolder = new Map();
  for (const [from, to] of imports) {
    const commonFolderSplit = splitAtCommonFolder(from, to);
    if (commonFolderSplit === undefined) continue;
    const importsByChild = getOrCreateNestedMap(importsByFolder, commonFolderSplit.folder);
    const exampleByImportedChild = getOrCreateNestedMap(importsByChild, commonFolderSplit.from);
    if (!exampleByImportedChild.has(commonFolderSplit.to))
      exampleByImportedChild.set(commonFolderSplit.to, `${from} → ${to}`);
  }
  return [...importsByFolder].flatMap(([folder, children]) => findChildCycles(folder, children));
}

/**
 * Returns the deepest folder that contains both files, and the two children of this folder through which the files are
 * reached. Returns undefined if both files are directly in the same folder.
 */
function splitAtCommonFolder(from, to) {
  const fromParts = from.split('/');
  const toParts = to.split('/');
  let commonDepth = 0;
  while (fromParts[commonDepth] === toParts[commonDepth] && commonDepth < fromParts.length) commonDepth += 1;
  const areSiblingFiles = commonDepth === fromParts.length - 1 && commonDepth === toParts.length - 1;
  if (commonDepth >= fromParts.length || commonDepth >= toParts.length || areSiblingFiles) return undefined;
  return {
    folder: fromParts.slice(0, commonDepth).join('/'),
    from: fromParts[commonDepth],
    to: toParts[commonDepth],
  };
}

function getOrCreateNestedMap(map, key) {
  const nestedMap = map.get(key) ?? new Map();
  map.set(key, nestedMap);
  return nestedMap;
}

/** For each child that is not yet part of a reported cycle, finds the shortest cycle through that child. */
function findChildCycles(folder, importsByChild) {
  const reportedChildren = new Set();
  const cycleDescriptions = [];
  for (const start of importsByChild.keys()) {
    if (reportedChildren.has(start)) continue;
    const shortestCycle = findShortestCycle(start, importsByChild);
    if (shortestCycle === undefined) continue;
    for (const child of shortestCycle) reportedChildren.add(child);
    const exampleImports = shortestCycle.map((child, at) =>
      importsByChild.get(child)?.get(shortestCycle[(at + 1) % shortestCycle.length]),
    );
    cycleDescriptions.push(
      `${folder}: ${[...shortestCycle, start].join(' → ')} (${exampleImports.join('; ')})`,
    );
  }
  return cycleDescriptions;
}

function findShortestCycle(start, importsByChild) {
  const predecessorByChild = new Map([[start, undefined]]);
  const childrenToVisit = [start];
  for (const child of childrenToVisit) {
    for (const next of importsByChild.get(child)?.keys() ?? []) {
      if (next === start) return traceCyclePath(child, predecessorByChild);
      if (predecessorByChild.has(next)) continue;
      predecessorByChild.set(next, child);
      childrenToVisit.push(next);
    }
  }
  return undefined;
}

function traceCyclePath(child, predecessorByChild) {
  const cyclePath = [];
  for (let at = child; at !== undefined; at = predecessorByChild.get(at)) cyclePath.unshift(at);
  return cyclePath;
}
