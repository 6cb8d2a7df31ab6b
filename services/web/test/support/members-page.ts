import { GROUP_ID } from './sample-data.ts';
import type { Stage } from './stage.ts';

export const OPEN_GROUP_OPTIONS = { roomId: GROUP_ID };
export const getMembersPanel = (stage: Stage) => stage.page.getByRole('complementary', { name: 'Members' });
export const getMemberRow = (stage: Stage, name: string) =>
  getMembersPanel(stage).getByRole('listitem').filter({ hasText: name });
export const getMenuButton = (stage: Stage, name: string) =>
  getMembersPanel(stage).getByRole('button', { name: `Actions for ${name}` });
