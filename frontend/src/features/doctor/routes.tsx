export { TodayPage } from "./TodayPage";
export { WeekPage } from "./WeekPage";
