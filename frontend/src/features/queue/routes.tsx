export { ClinicQueuePage } from "./ClinicQueuePage";
export { DoctorQueuePage } from "./DoctorQueuePage";
export { NowPage } from "./NowPage";
export { TurnPage } from "./TurnPage";
