/** Of `dm-status`, for `exportparts`. By itself because a page needs it from the start, and the other names later. */
export const STATUS_PARTS = 'icon:status__icon,label:status__label';
