/** What the help of every command ends with. */
export const EXIT_CODES = `
Exit codes:
  0  done
  1  refused: a frame gave no values, a configuration or users have errors, a receptor or process cannot be reached
  2  the command line or its input cannot be understood`;
