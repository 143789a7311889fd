import { Module, type DynamicModule } from '@nestjs/common';
import { packsOfChoice, POLICY_PACKS, type PolicyPack } from '#domain';

/** The packs of this process: those that come with Marquee, and the private ones it was started with. */
export class PolicyPacks {
  constructor(readonly all: readonly PolicyPack[] = POLICY_PACKS) {}

  /** Those that read a partner's texts. @param chosen ids; null: nobody chose */
  of(chosen: readonly string[] | null): readonly PolicyPack[] {
    return packsOfChoice(this.all, chosen);
  }
}

/** Makes the packs of this process known to everything that checks texts. */
@Module({})
export class PolicyModule {
  static forRoot(packs: readonly PolicyPack[]): DynamicModule {
    return {
      module: PolicyModule,
      global: true,
      providers: [{ provide: PolicyPacks, useValue: new PolicyPacks(packs) }],
      exports: [PolicyPacks],
    };
  }
}
