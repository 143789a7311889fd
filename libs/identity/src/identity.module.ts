import { Module } from '@nestjs/common';
import { AddMember } from './add-member.js';
import { Authenticator } from './authenticator.js';
import { CreatePartner } from './create-partner.js';
import { FirstStaff } from './first-staff.js';
import { IssueKey } from './issue-key.js';
import { RevokeKey } from './revoke-key.js';

const IDENTITY = [AddMember, Authenticator, CreatePartner, FirstStaff, IssueKey, RevokeKey];

/** Partners, members, keys, and who presents one; needs `PersistenceModule`. */
@Module({ providers: IDENTITY, exports: IDENTITY })
export class IdentityModule {}
