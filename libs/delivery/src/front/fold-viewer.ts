import {
  EMPTY_PROGRAMME,
  resolveViewer,
  viewerClass,
  type Instant,
  type Programme,
  type Viewer,
  type ViewerClues,
} from '#domain';

/**
 * Who stands for all viewers that are answered alike: the one place where finished answers ask for it.
 *
 * @param programme null: none was read yet
 * @param surface null: what is asked for is of no surface
 */
export function foldViewer(
  programme: Programme | null,
  surface: string | null,
  clues: ViewerClues,
  at: Instant,
): Viewer {
  return viewerClass(programme ?? EMPTY_PROGRAMME, surface, resolveViewer(clues, at), at);
}
