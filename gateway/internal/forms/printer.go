package forms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Why there is no PDF.
var (
	errNoPrinter = errors.New("there is no Chromium on this machine")
	errBusy      = errors.New("others are waiting for a PDF already")
	errNotYet    = errors.New("the PDF is being made still")
)

const (
	printTime = 2 * time.Minute // longer than any account took; who asked may wait less
	queue     = 4               // one is printed, and three wait
	kept      = 32              // some 300 kB each
)

// printer has Chromium print pages. One is printed at a time, for it takes a processor and some hundreds of megabytes, and few
// may wait. What was printed is kept by its content: an edition never changes, so it is printed once.
type printer struct {
	path   string
	places chan struct{}
	turn   chan struct{}
	kept   *lru.Cache[string, []byte]
}

// newPrinter answers what prints with the Chromium at path, or where that is empty with the one of this machine, if it has any.
// It fails where there is none at path.
func newPrinter(path string) (*printer, error) {
	found, err := lookUp(path)
	if err != nil {
		return nil, err
	}
	keep, err := lru.New[string, []byte](kept)
	if err != nil {
		return nil, fmt.Errorf("keep what was printed: %w", err)
	}
	return &printer{path: found, places: make(chan struct{}, queue), turn: make(chan struct{}, 1), kept: keep}, nil
}

func lookUp(path string) (string, error) {
	if path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("the Chromium that is named: %w", err)
		}
		return found, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", nil
}

// print answers the PDF of d, and a name for its content. The error is errNoPrinter, errBusy or errNotYet where it is that. Where
// who asks cannot wait longer it is printed all the same, for when they ask again; where they leave, it is not.
func (p *printer) print(ctx context.Context, d *Document) ([]byte, string, error) {
	if p.path == "" {
		return nil, "", errNoPrinter
	}
	html, err := d.HTML(nil)
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(html)
	tag := hex.EncodeToString(sum[:16])
	if pdf, has := p.kept.Get(tag); has {
		return pdf, tag, nil
	}
	select {
	case p.places <- struct{}{}:
	default:
		return nil, "", errBusy
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-p.places }()
		working, end := untilLeft(ctx)
		defer end()
		pdf, err := p.inTurn(working, d, html, tag)
		done <- outcome{pdf, err}
	}()
	select {
	case is := <-done:
		return is.pdf, tag, is.err
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, "", errNotYet
	}
	is := <-done // at once, for its context ended too
	return is.pdf, tag, is.err
}

// outcome is what became of a document that was to be printed.
type outcome struct {
	pdf []byte
	err error
}

// untilLeft answers a context that ends when ctx is cancelled, and not at its deadline.
func untilLeft(ctx context.Context) (context.Context, context.CancelFunc) {
	working, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.Canceled) {
			end()
		}
	})
	return working, func() { stop(); end() }
}

// inTurn prints d when nothing else is printed, and keeps it as tag.
func (p *printer) inTurn(ctx context.Context, d *Document, html []byte, tag string) ([]byte, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if pdf, has := p.kept.Get(tag); has { // printed for who was before us
		return pdf, nil
	}
	pdf, err := p.twice(ctx, d, html)
	if err == nil {
		p.kept.Add(tag, pdf)
	}
	return pdf, err
}

// twice prints d once to see on which page its parts begin, for no browser counts those in a table of contents, and once with
// their numbers in it.
func (p *printer) twice(ctx context.Context, d *Document, html []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	pdf, err := p.once(ctx, html)
	if err != nil {
		return nil, err
	}
	pages := pagesOf(pdf)
	if len(pages) == 0 {
		return pdf, nil
	}
	if html, err = d.HTML(pages); err != nil {
		return nil, err
	}
	return p.once(ctx, html)
}

// once has Chromium print a page, in a folder of its own that is gone afterwards.
func (p *printer) once(ctx context.Context, html []byte) (pdf []byte, err error) {
	folder, err := os.MkdirTemp("", "meedoen-print-")
	if err != nil {
		return nil, fmt.Errorf("folder to print in: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	from, to := filepath.Join(folder, "account.html"), filepath.Join(folder, "account.pdf")
	if err := os.WriteFile(from, html, 0o600); err != nil {
		return nil, fmt.Errorf("page to print: %w", err)
	}
	cmd := exec.CommandContext(ctx, p.path, printArguments(folder, from, to)...)
	// It gets nothing of our environment, which may hold secrets, and nothing it starts outlives it.
	cmd.Env = []string{"HOME=" + folder, "TMPDIR=" + folder, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	cmd.Dir = folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil {
		pdf, err = os.ReadFile(to)
	}
	if err != nil {
		return nil, fmt.Errorf("print with %s: %w: %s", p.path, err, tail(out, 500))
	}
	return pdf, nil
}

// printArguments has Chromium print one file that it reads from disk, and speak to nobody: no name of a host is one.
func printArguments(folder, from, to string) []string {
	arguments := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync", "--disable-background-networking",
		"--disable-component-update", "--disable-default-apps", "--disable-dev-shm-usage",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(folder, "profile"),
		"--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline", "--print-to-pdf=" + to,
	}
	if os.Geteuid() == 0 { // its sandbox refuses root, as in a container
		arguments = append(arguments, "--no-sandbox")
	}
	return append(arguments, "file://"+from)
}

func tail(text []byte, n int) []byte { return text[max(0, len(text)-n):] }
