export { freshKey, type FreshKey } from './api-key.js';
export { AddMember, type AddMemberInput } from './add-member.js';
export { Authenticator } from './authenticator.js';
export { CreatePartner, type CreatePartnerInput } from './create-partner.js';
export { FirstStaff, type FirstKey } from './first-staff.js';
export { IdentityModule } from './identity.module.js';
export { IssueKey, type IssuedKey, type IssueKeyInput } from './issue-key.js';
export { RevokeKey, type RevokeKeyInput } from './revoke-key.js';
