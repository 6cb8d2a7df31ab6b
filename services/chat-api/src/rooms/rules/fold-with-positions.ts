import { foldText } from '@kcs/contracts';

/**
 * Matches a character with the combining marks and invisible characters that follow it. Folding never merges two of
 * these clusters.
 */
const CHARACTER_CLUSTER_PATTERN = /(?:\P{M}[\p{M}\p{Default_Ignorable_Code_Point}]*|\p{M}+)/gu;

/**
 * Folds a text. For each code unit of the folded text, also returns the start and end of the cluster in `content` from
 * which this code unit comes.
 */
export function foldWithPositions(content: string): { folded: string; starts: number[]; ends: number[] } {
  const clusterStartsByUnit: number[] = [];
  const clusterEndsByUnit: number[] = [];
  let foldedText = '';
  for (const { 0: cluster, index } of content.matchAll(CHARACTER_CLUSTER_PATTERN)) {
    let foldedCluster = foldText(cluster);
    // Treat several spaces as one space, as the search index does.
    if (foldedCluster === ' ' && foldedText.endsWith(' ')) foldedCluster = '';
    for (let unit = 0; unit < foldedCluster.length; unit++) {
      clusterStartsByUnit.push(index);
      clusterEndsByUnit.push(index + cluster.length);
    }
    foldedText += foldedCluster;
  }
  return { folded: foldedText, starts: clusterStartsByUnit, ends: clusterEndsByUnit };
}
