import { Module, type DynamicModule } from '@nestjs/common';
import { MediaProbe } from './media-probe.js';
import { RehearsalReports } from './rehearsal-reports.js';
import { RehearseRuns } from './rehearse-runs.js';

/** Runs as they would air, before they do; needs `PersistenceModule`. */
@Module({})
export class RehearsalModule {
  /** @param reports told of what was rehearsed, and of what could not be */
  static forRoot(reports: RehearsalReports, probe: MediaProbe): DynamicModule {
    return {
      module: RehearsalModule,
      providers: [
        { provide: RehearsalReports, useValue: reports },
        { provide: MediaProbe, useValue: probe },
        RehearseRuns,
      ],
      exports: [RehearseRuns],
    };
  }
}
