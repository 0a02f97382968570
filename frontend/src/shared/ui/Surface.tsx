import { Box, type BoxProps } from "@mantine/core";
import type { ComponentPropsWithoutRef, ElementType } from "react";
import classes from "./ui.module.css";

type Props<E extends ElementType> = BoxProps & { component?: E } & Omit<
    ComponentPropsWithoutRef<E>,
    keyof BoxProps | "component"
  >;

/** A card: for things that are separate from each other. */
export function Surface<E extends ElementType = "div">({
  component,
  className,
  ...rest
}: Props<E>) {
  const both = [classes.surface, className].filter(Boolean).join(" ");
  return <Box component={(component ?? "div") as "div"} className={both} {...rest} />;
}
