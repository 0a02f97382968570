import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import {
  type Icon,
  IconBuildingHospital,
  IconChevronRight,
  IconHeartHandshake,
  IconStethoscope,
  IconTicket,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { hasRole, useAccount } from "@/shared/auth/useAccount";
import { PageHeader } from "@/shared/ui/PageHeader";
import { ForStaff } from "../ForStaff";
import classes from "./setup.module.css";

/** What a clinic decides once and changes seldom, one place away from its day. */
export function SetupPage() {
  return (
    <ForStaff>
      <Setup />
    </ForStaff>
  );
}

function Setup() {
  const { t } = useLingui();
  const { data: account } = useAccount();
  const admin = account !== undefined && hasRole(account, "clinic_admin");
  return (
    <>
      <PageHeader
        title={t`The clinic`}
        lead={<Trans>Who works here, when, and what can be booked.</Trans>}
      />
      <ul className={classes.list}>
        <Place to="/clinic/doctors" Icon={IconStethoscope} name={t`Doctors`}>
          <Trans>Their working hours, languages and services.</Trans>
        </Place>
        {admin ? (
          <>
            <Place to="/clinic/services" Icon={IconBuildingHospital} name={t`Services`}>
              <Trans>What can be booked, by whom and until when, and what is asked before.</Trans>
            </Place>
            <Place to="/clinic/programmes" Icon={IconHeartHandshake} name={t`Programmes`}>
              <Trans>Who is covered by an employer or a benefit.</Trans>
            </Place>
            <Place to="/clinic/releases" Icon={IconTicket} name={t`Reserved time`}>
              <Trans>
                Time kept for the phone or a programme, and time that opens to all at once.
              </Trans>
            </Place>
            <Place to="/clinic/staff" Icon={IconUsersGroup} name={t`Staff`}>
              <Trans>Who may work for this clinic, and as what.</Trans>
            </Place>
          </>
        ) : null}
      </ul>
    </>
  );
}

interface PlaceProps {
  to: LinkProps["to"];
  Icon: Icon;
  name: string;
  children: ReactNode;
}

function Place({ to, Icon, name, children }: PlaceProps) {
  return (
    <li>
      <Link to={to} className={classes.place}>
        <Icon size={28} aria-hidden />
        <span>
          <span className={classes.name}>{name}</span>
          <Text component="span" c="dimmed">
            {children}
          </Text>
        </span>
        <IconChevronRight size={20} aria-hidden />
      </Link>
    </li>
  );
}
