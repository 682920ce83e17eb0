/** What a player's buttons show. */
export const PLAY = ['m6 4 14 8-14 8z'];
export const PAUSE = ['M7 4v16', 'M17 4v16'];
export const STOP = ['M6 6h12v12H6z'];
