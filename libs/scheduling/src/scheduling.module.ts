import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { hostDerivation } from '#domain';
import { DraftRecurringRuns } from './draft-recurring-runs.js';
import { ExpireShowings } from './expire-showings.js';
import { FlagGuides } from './flag-guides.js';
import { RaiseHelplineAlarms } from './raise-helpline-alarms.js';
import { RecordDueTransitions } from './record-due-transitions.js';
import { RederiveWindows, ZONE_DERIVATION } from './rederive-windows.js';
import { SchedulingReports } from './scheduling-reports.js';

/** What time decides; needs `PersistenceModule`. */
@Module({})
export class SchedulingModule {
  /** @param reports told of what is recorded, and of what cannot be */
  static forRoot(reports: SchedulingReports): DynamicModule {
    return {
      module: SchedulingModule,
      imports: [ScheduleModule.forRoot()],
      providers: [
        { provide: SchedulingReports, useValue: reports },
        { provide: ZONE_DERIVATION, useValue: hostDerivation(process.versions.tz ?? 'unknown') },
        DraftRecurringRuns,
        ExpireShowings,
        FlagGuides,
        RaiseHelplineAlarms,
        RecordDueTransitions,
        RederiveWindows,
      ],
      exports: [
        DraftRecurringRuns,
        ExpireShowings,
        FlagGuides,
        RaiseHelplineAlarms,
        RecordDueTransitions,
        RederiveWindows,
      ],
    };
  }
}
