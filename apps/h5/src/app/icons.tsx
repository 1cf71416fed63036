function Icon({ d }: { d: string }) {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={d} />
    </svg>
  );
}

export const CreditIcon = () => <Icon d="M3 7h18v11H3zM3 11h18M7 15h4" />;
export const LoansIcon = () => <Icon d="M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7" />;
export const MeIcon = () => <Icon d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6 8-6s8 2 8 6" />;
