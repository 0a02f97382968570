import "@mantine/core/styles/Tabs.layer.css";

export { HoursPage } from "./HoursPage";
export { TodayPage } from "./TodayPage";
export { WeekPage } from "./WeekPage";
