/** The label of the check box that makes a group an announcement room (ROOM-14). */
export const ANNOUNCEMENT_ROOM_LABEL = 'Announcements: only owners and admins can post';
