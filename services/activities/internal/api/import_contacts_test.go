package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/httpbody"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestRowsOfAFileAreRecordedAsContactsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		file := []byte("Datum;Programma;Locatie;Wijk;Wijkjaar;Wijze;Aantal\n14-6-2022;inloop;;WK003401;2022;op straat;7\n" +
			"14-6-2022;inloop;De Schoor aan de Haven;;;online;1\n")
		for _, want := range []string{
			"recorded: 2 read, 2 recorded, 0 known, 0 bad", "recorded: 2 read, 0 recorded, 2 known, 0 bad",
		} {
			answer, err := r.imports.CreateImport(r.staff(t), &activitiesv1.CreateImportRequest{
				Kind: activitiesv1.ImportKind_IMPORT_KIND_CONTACTS, File: &httpbody.HttpBody{Data: file},
			})
			require.NoError(t, err)
			require.Equal(t, want, told(answer))
		}
		listed, err := r.contacts.ListContacts(r.staff(t), &activitiesv1.ListContactsRequest{})
		require.NoError(t, err)
		require.Len(t, listed.GetContacts(), 2)
		for _, c := range listed.GetContacts() {
			require.Equal(t, "haven", c.GetStadsdeel())
		}
	})
}
