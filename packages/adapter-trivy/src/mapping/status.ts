// Trivy's numbers for what becomes of an advisory that nothing fixes (trivy-db pkg/types/status.go).

export const STATUS = { affected: 2, underInvestigation: 4, willNotFix: 5, fixDeferred: 6, endOfLife: 7 } as const;
