export function TodayPage() {
  return null;
}
export function VisitDeskPage() {
  return null;
}
export function WeekPage() {
  return null;
}
