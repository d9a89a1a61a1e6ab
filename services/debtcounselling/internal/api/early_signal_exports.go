package api

import (
	"context"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// exportEarlySignals adds the signals about a client, and the cases that became a trajectory of the client with how contact was
// sought in them.
func (d Deps) exportEarlySignals(
	ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport,
) error {
	rows, err := in.EarlySignals(ctx, "", store.EarlySignalFilter{ClientID: of.ID}, mostSignals)
	if err != nil {
		return err
	}
	signals, err := d.openEarlySignals(ctx, rows...)
	for _, e := range signals {
		e.Recorder = ""
		export.EarlySignals = append(export.EarlySignals, encodeEarlySignal(e))
	}
	if err != nil {
		return err
	}
	cases, err := in.EarlySignalCasesOfClient(ctx, of.ID)
	for _, c := range cases {
		c.Counsellor = ""
		// How many signals others of the household are in is not the client's own data.
		export.EarlySignalCases = append(export.EarlySignalCases, encodeEarlyCase(c, 0, d.today()))
		contacts, err := in.EarlySignalContacts(ctx, c.ID, "", mostContacts)
		if err != nil {
			return err
		}
		for _, a := range contacts {
			a.Recorder = ""
			export.EarlySignalContacts = append(export.EarlySignalContacts, encodeEarlyContact(a))
		}
	}
	return err
}
