package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/api/httpbody"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const headCounts = activitiesv1.ImportKind_IMPORT_KIND_HEAD_COUNTS

// sheetOf answers a file of head counts with rows, of which a short one is the count of a good row.
func sheetOf(rows ...string) string {
	var b strings.Builder
	b.WriteString("Datum;Locatie;Programma;Dagdeel;Aantal;Telwijze\n")
	for _, row := range rows {
		if !strings.Contains(row, ";") {
			row = "14-6-2022;De Schoor aan de Haven;inloop;ochtend;" + row + ";turven"
		}
		b.WriteString(row + "\n")
	}
	return b.String()
}

func (r *rig) importer(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "sheet", Roles: []string{"importer"}})
}

// way is a way to deliver a file.
type way func(ctx context.Context, r *rig, file string, skipBad, validateOnly bool) (*activitiesv1.Import, error)

// ways are all of them; each answers the import with its violations.
func ways() map[string]way {
	return map[string]way{"at once": atOnce, "in parts": inParts}
}

// eachWay runs test for each way on each engine.
func eachWay(t *testing.T, test func(t *testing.T, r *rig, deliver way)) {
	for name, deliver := range ways() {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) { test(t, r, deliver) })
		})
	}
}

func atOnce(ctx context.Context, r *rig, file string, skipBad, validateOnly bool) (*activitiesv1.Import, error) {
	return r.imports.CreateImport(ctx, &activitiesv1.CreateImportRequest{
		Kind: headCounts, File: &httpbody.HttpBody{Data: []byte(file)}, SkipBad: skipBad, ValidateOnly: validateOnly,
	})
}

func inParts(ctx context.Context, r *rig, file string, skipBad, validateOnly bool) (*activitiesv1.Import, error) {
	var parts []*activitiesv1.UploadImportRequest
	parts = append(parts, &activitiesv1.UploadImportRequest{Message: &activitiesv1.UploadImportRequest_Settings{
		Settings: &activitiesv1.ImportSettings{Kind: headCounts, SkipBad: skipBad, ValidateOnly: validateOnly},
	}})
	for part := range slices.Chunk([]byte(file), 700_000) {
		parts = append(parts, &activitiesv1.UploadImportRequest{Message: &activitiesv1.UploadImportRequest_Part{Part: part}})
	}
	answer, _, err := upload(ctx, r, parts...)
	return answer, err
}

// upload sends messages and answers the import with all violations, and the progress that was told.
func upload(
	ctx context.Context, r *rig, messages ...*activitiesv1.UploadImportRequest,
) (answer *activitiesv1.Import, progress []*activitiesv1.ImportProgress, err error) {
	stream, err := r.imports.UploadImport(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range messages {
		if err := stream.Send(m); err != nil {
			break // the answer says why
		}
	}
	if err := stream.CloseSend(); err != nil {
		return nil, nil, err
	}
	var rejections []*activitiesv1.ImportRejection
	for {
		m, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF) && answer != nil:
			answer.Rejections = rejections
			return answer, progress, nil
		case err != nil:
			return nil, nil, err
		case answer != nil:
			return nil, nil, fmt.Errorf("%v after the import", m)
		case m.GetProgress() != nil:
			progress = append(progress, m.GetProgress())
		default:
			rejections = append(rejections, m.GetRejections().GetRejections()...)
			answer = m.GetImport()
		}
	}
}

// told answers an import as the tests write it.
func told(i *activitiesv1.Import) string {
	outcome := strings.ToLower(strings.TrimPrefix(i.GetOutcome().String(), "IMPORT_OUTCOME_"))
	text := fmt.Sprintf("%s: %d read, %d recorded, %d known, %d bad",
		outcome, i.GetRowsRead(), i.GetRowsRecorded(), i.GetRowsKnown(), i.GetRowsRejected())
	for _, r := range i.GetRejections() {
		text += fmt.Sprintf("; %d %s %s", r.GetLine(), r.GetColumn(), r.GetReason())
	}
	return text
}
