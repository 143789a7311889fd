import { AirGate, SlotKeeper } from '#editorial';
import { CampaignStore, HelpStore, RunApprovalStore, RunStore, type UnitOfWork } from '#persistence';

/** What schedules runs, as the API puts it together. */
export function slotKeeper(unitOfWork: UnitOfWork): SlotKeeper {
  return new SlotKeeper(
    unitOfWork,
    new CampaignStore(),
    new RunStore(),
    new AirGate(new RunApprovalStore(), new HelpStore()),
  );
}
