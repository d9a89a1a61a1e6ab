package api_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

// sender answers in whose name documents are written in the tests.
func sender() letters.Sender {
	return letters.Sender{Name: "Hulp en Raad", Place: "Almere", Contact: "telefoon 036 000 00 00"}
}

func (r *rig) getCaseFile(ctx context.Context, trajectoryID string) (*debtcounsellingv1.CaseFile, error) {
	return r.caseFiles.GetCaseFile(ctx, &debtcounsellingv1.GetCaseFileRequest{TrajectoryId: trajectoryID})
}

// caseFile answers the text of the case file of a trajectory.
func (r *rig) caseFile(t testing.TB, trajectoryID string) string {
	t.Helper()
	file, err := r.getCaseFile(r.counsellor(t), trajectoryID)
	require.NoError(t, err)
	require.Equal(t, "application/pdf", file.GetMediaType())
	require.Equal(t, "dossier-2026-11-26.pdf", file.GetFileName())
	return strings.Join(pdftest.Pages(t, file.GetContent()), " ")
}

// wholeCase answers a trajectory of which everything is known.
func (r *rig) wholeCase(t testing.TB) string {
	t.Helper()
	id := r.admitted(t, r.aClient(t).GetId())
	care, collector := r.aCreditor(t, "Zorgfonds"), r.aCreditor(t, "Incasso Plus")
	r.aClaim(t, id, owedTo(care.GetId(), func(c *debtcounsellingv1.Claim) {
		c.AmountCents, c.CollectionAgencyId, c.Reference = 1_234_56, collector.GetId(), "ZF-2026/17"
	}))
	r.aClaim(t, id, owedTo("", toAPerson, func(c *debtcounsellingv1.Claim) { c.ContestedDate = proto.String("2026-11-21") }))
	r.aClaim(t, id, owedTo(care.GetId(), func(c *debtcounsellingv1.Claim) {
		c.AmountCents, c.Rank = 500_00, debtcounsellingv1.ClaimRank_CLAIM_RANK_PREFERENT
	}))
	r.aClaim(t, id, owedTo(care.GetId(), func(c *debtcounsellingv1.Claim) {
		c.AmountCents, c.Exclusion = 7_000_00, debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_FINE
	}))
	paid := r.aClaim(t, id, owedTo(care.GetId(), func(c *debtcounsellingv1.Claim) { c.AmountCents = 42_00 }))
	_, err := r.claims.CreateClaimEnding(r.counsellor(t), &debtcounsellingv1.CreateClaimEndingRequest{
		ClaimId: paid.GetId(), State: debtcounsellingv1.ClaimState_CLAIM_STATE_SETTLED, Date: "2026-11-22",
	})
	require.NoError(t, err)
	_, err = r.createBudget(t, id, aBudget(), ids.New())
	require.NoError(t, err)
	earned := r.calculated(t, id, earnings(lowGroup, 1450_00, "2026-11-26"))
	free := r.calculated(t, id, freeAmount(1384_50, 1_000_00, 384_50))
	asked := capacity(1450_00, free.GetId(), earned.GetId())
	asked.Capacity.DebtCents = 12_000_00
	r.calculated(t, id, asked)
	for _, m := range []*debtcounsellingv1.Measure{
		{Kind: plan, StartDate: proto.String("2026-11-17")}, {Kind: coaching, StartDate: proto.String("2026-11-05")},
		{Kind: moratorium, ApplicationDate: proto.String("2026-11-19")},
	} {
		_, err := r.measure(t, id, m)
		require.NoError(t, err)
	}
	return id
}

func TestCaseFileSaysEverythingInPlainDutch(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		text := r.caseFile(t, r.wholeCase(t))
		for _, want := range []string{
			"Uw dossier schuldhulp Voor Dieuwertje van Xanten-Évrard Van Hulp en Raad, Almere Datum 26 november 2026",
			"Geboren 6 mei 1990", "Adres Kantelaarpad 17 bis, 1315 ZZ Almere", "Woonsituatie alleenstaand",
			"Stand nu stabilisatie, sinds 18 november 2026", "Wij brengen uw inkomsten en uitgaven in balans",
			"2 november 2026 Aangemeld", "18 november 2026 U krijgt schuldhulp (toelating)",
			"1 Zorgfonds 20 november 2026 € 1.234,56 zorg, kenmerk ZF-2026/17, via Incasso Plus",
			"2 Oom van Xanten 20 november 2026 € 1.000,00 overig, kenmerk kenmerk (nummer", "u bent het er niet mee eens",
			"Samen € 2.734,56", "Van dit bedrag gaat € 500,00 voor", "Boete van de", "5 Zorgfonds Betaald € 42,00 zorg 22 november 2026",
			"Wonen huur Kantelaarpad € 650,00", "U houdt € 500,00 per maand over.",
			"Beslagvrije voet", "Bedrag € 1.377,50 per maand", "met de normen van die dag (versie " + r.deps.Norms.Version() + ")",
			"met de rekenhulp Recofa, versie 2026.2, op 20 november 2026", "Samen € 1.384,50",
			"Aan schuldeisers € 1.179,00, in 18 maanden", "meer dan u in 36 maanden kunt betalen",
			"Het plan van aanpak is klaar 17 november 2026", "omgaan met geld 5 november 2026 loopt nog (budgetcoaching)", "(moratorium) gevraagd op 19 november 2026",
			"Eerste gesprek 30 november 2026 klaar op 16 november 2026", "U kunt ons zo bereiken: telefoon 036 000 00 00", "1/3",
		} {
			require.Contains(t, text, want)
		}
		require.NotContains(t, text, "999990019", "the citizen service number is never in it, in a reference neither")
		require.NotContains(t, text, "%!")
	})
}

func TestCaseFileOfWhoJustCameSaysWhatIsNotThereYet(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.caseFiler.Sender.Contact = ""
		text := r.caseFile(t, r.aTrajectory(t, r.aClient(t).GetId()).GetId())
		for _, want := range []string{
			"Er is nog geen besluit genomen.", "Er staan nog geen schulden in het dossier.", "Er is nog geen budgetplan.",
			"Er is nog niets berekend.", "Er is geen extra hulp", "Eerste gesprek 30 november 2026 loopt nog",
		} {
			require.Contains(t, text, want)
		}
		require.NotContains(t, text, "bereiken")
	})
}

func TestCaseFileIsInBothLogsAndKeptNowhere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.wholeCase(t)
		before := r.state(t)
		r.caseFile(t, id)
		after := r.state(t)
		before["processing_log"], after["processing_log"] = nil, nil
		require.Equal(t, before, after)
		lines := r.lines(t, "GetCaseFile")
		require.Len(t, lines, 1)
		require.Equal(t, "debtcounselling/case-file", lines[0].GetActivity())
		var audited int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log
			WHERE result = 'done' AND object = $1`, "trajectory/"+id+"/case-file").Scan(&audited))
		require.Equal(t, 1, audited)
	})
}

func TestCaseFileIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		for _, id := range []string{mine, ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.getCaseFile(r.caller(t, "somebody.else", "debt.counsellor"), id)
				return err
			})
		}
		foreign := r.aTrajectory(t, r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName = "王芳" }).GetId()).GetId()
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "LETTER_UNKNOWN"}, func() error {
			_, err := r.getCaseFile(r.counsellor(t), foreign)
			return err
		})
		r.caseFiler.Sender = letters.Sender{Name: "Hulp en Raad"}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ORGANISATION_NOT_CONFIGURED"}, func() error {
			_, err := r.getCaseFile(r.counsellor(t), mine)
			return err
		})
	})
}

func TestCaseFileIsOfWhoIsLeft(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		gone := r.aClient(t)
		left := r.aClient(t, func(c *debtcounsellingv1.Client) {
			c.GivenName, c.Surname, c.Bsn, c.Email = "Sem", "Bakker", "", ""
		})
		id := r.aTrajectory(t, gone.GetId(), func(tr *debtcounsellingv1.Trajectory) {
			tr.ClientIds = append(tr.ClientIds, left.GetId())
		}).GetId()
		r.aClaim(t, id, owedTo("", toAPerson))
		require.Contains(t, r.caseFile(t, id), "Voor Dieuwertje van Xanten-Évrard en Sem Bakker")
		require.NoError(t, r.step(t, id, exited, "2026-11-26"))
		for n, c := range []*debtcounsellingv1.Client{gone, left} {
			_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: c.GetId()})
			require.NoError(t, err)
			if n == 0 {
				text := r.caseFile(t, id)
				require.Contains(t, text, "Voor Sem Bakker Van")
				require.Contains(t, text, "1 Een persoon 20 november 2026 € 1.000,00 overig, op naam van een ander")
				require.NotContains(t, text, "Xanten")
			}
		}
		r.refuses(t, refusal{code: codes.NotFound, reason: "CLIENT_ERASED"}, func() error {
			_, err := r.getCaseFile(r.counsellor(t), id)
			return err
		})
	})
}
