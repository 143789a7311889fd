import { Module } from '@nestjs/common';
import { AddMember } from './add-member.js';
import { Authenticator } from './authenticator.js';
import { CreatePartner } from './create-partner.js';
import { FirstStaff } from './first-staff.js';
import { IssueKey } from './issue-key.js';
import { AcceptInvitation } from './membership/accept-invitation.js';
import { ChangeMemberRole } from './membership/change-member-role.js';
import { InviteMember } from './membership/invite-member.js';
import { RemoveMember } from './membership/remove-member.js';
import { RevokeInvitation } from './membership/revoke-invitation.js';
import { AddPartnerIssuer } from './partner/add-partner-issuer.js';
import { AddPartnerDomain } from './partner/add-partner-domain.js';
import { DecidePartnerApplication } from './partner/decide-application.js';
import { RecordPartnerApplication } from './partner/record-application.js';
import { RecordDomainCheck } from './partner/record-domain-check.js';
import { RemovePartnerIssuer } from './partner/remove-partner-issuer.js';
import { RemovePartnerDomain } from './partner/remove-partner-domain.js';
import { UpdatePartner } from './partner/update-partner.js';
import { VerifyPartner } from './partner/verify-partner.js';
import { RevokeKey } from './revoke-key.js';
import { MakeAdministratorLink } from './sign-in/administrator-link.js';
import { EndSessions } from './sign-in/end-sessions.js';
import { Enrol } from './sign-in/enrol.js';
import { EndByIssuer } from './sign-in/issuer/end-by-issuer.js';
import { EnterByIssuer } from './sign-in/issuer/enter-by-issuer.js';
import { KeptPlaces } from './sign-in/kept-place.js';
import { IssueSignInLink } from './sign-in/issue-sign-in-link.js';
import { BeginAuditExport } from './trace/begin-audit-export.js';

const IDENTITY = [
  AcceptInvitation,
  AddMember,
  AddPartnerDomain,
  AddPartnerIssuer,
  Authenticator,
  BeginAuditExport,
  ChangeMemberRole,
  CreatePartner,
  DecidePartnerApplication,
  EndByIssuer,
  EndSessions,
  Enrol,
  EnterByIssuer,
  FirstStaff,
  InviteMember,
  IssueKey,
  IssueSignInLink,
  KeptPlaces,
  MakeAdministratorLink,
  RecordDomainCheck,
  RecordPartnerApplication,
  RemoveMember,
  RemovePartnerDomain,
  RemovePartnerIssuer,
  RevokeInvitation,
  RevokeKey,
  UpdatePartner,
  VerifyPartner,
];

/** Partners, members, keys, and who presents one; needs `PersistenceModule`. */
@Module({ providers: IDENTITY, exports: IDENTITY })
export class IdentityModule {}
