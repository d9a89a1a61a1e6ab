// Command plainrest is the limit of REST: net/http and encoding/json, with the path and the JSON of the suite. A head count is
// answered as it came, with an id. It leaves out everything else: who calls is not asked, nothing is checked but that the body is
// JSON of that shape, and nothing is observed, bounded or recorded.
package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/test/bench/beside"
)

func main() { beside.Main(run) }

func run(ctx context.Context, o beside.Options) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/head-counts", echo)
	return beside.ServeHTTP(ctx, o, mux)
}

func echo(w http.ResponseWriter, r *http.Request) {
	var count beside.HeadCount
	if err := json.NewDecoder(r.Body).Decode(&count); err != nil {
		beside.Answer(w, http.StatusBadRequest, map[string]string{"detail": err.Error()})
		return
	}
	count.ID = ids.New()
	beside.Answer(w, http.StatusCreated, count)
}
