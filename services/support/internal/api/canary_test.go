package api_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// requireNoCanary checks that nothing of the person of the tests is in a text, folded or not.
func requireNoCanary(t testing.TB, text string) {
	t.Helper()
	servicetest.RequireNone(t, text, "dieuw", "xanten", "évrard", "evrard", "1990-05-06", "1357 9246", "13579246",
		"kwikstaart", "windvaan", "haagwinde")
}

// requireNoCanaryInFiles checks that of the person of the tests nothing is in the files of the database, which is SQLite.
func (r *rig) requireNoCanaryInFiles(t testing.TB) {
	t.Helper()
	for _, content := range servicetest.Files(t, r.dir(t)) {
		requireNoCanary(t, content)
	}
}

// lines answers the lines of the processing log about a method; "" for all.
func (r *rig) lines(t testing.TB, method string) []*processingv1.ProcessingLine {
	t.Helper()
	ctx := r.as(t, devissuer.Claims{Subject: "auditor", Roles: []string{"auditor"}})
	return servicetest.Lines(t, method, func(token string) (*supportv1.ListProcessingLinesResponse, error) {
		return r.log.ListProcessingLines(ctx, &supportv1.ListProcessingLinesRequest{PageSize: 1000, PageToken: token})
	})
}

// dir answers the folder of the database of the service, on SQLite.
func (r *rig) dir(t testing.TB) string { return servicetest.Folder(t, r.db) }
