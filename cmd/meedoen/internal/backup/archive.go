package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// describe answers the size and the checksum of a file in dir.
func describe(dir, name string) (File, error) {
	in, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return File{}, err
	}
	defer in.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, in)
	return File{Name: name, Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, err
}

// writeArchive writes the files that m names from dir into a new archive, and has it reach the disk.
func writeArchive(ctx context.Context, path, dir string, m Manifest, progress Progress) (err error) {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	compressed, err := zstd.NewWriter(out)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(compressed)
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(header(m, manifestName, int64(len(manifest)))); err != nil {
		return err
	}
	if _, err := archive.Write(manifest); err != nil {
		return err
	}
	done := meter{ctx: ctx, step: "writing", total: m.Size(), progress: progress}
	for _, f := range m.Files {
		if err := addFile(archive, dir, m, f, &done); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if err := errors.Join(archive.Close(), compressed.Close()); err != nil {
		return err
	}
	return out.Sync()
}

func header(m Manifest, name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: m.CreatedAt}
}

func addFile(archive *tar.Writer, dir string, m Manifest, f File, done *meter) error {
	in, err := os.Open(filepath.Join(dir, f.Name))
	if err != nil {
		return err
	}
	defer in.Close()
	if err := archive.WriteHeader(header(m, f.Name, f.Size)); err != nil {
		return err
	}
	_, err = io.Copy(archive, io.TeeReader(in, done))
	return err
}

// meter counts what is written to it, and ends the work when its context ends.
type meter struct {
	ctx         context.Context
	step        string
	done, total int64
	progress    Progress
}

func (m *meter) Write(p []byte) (int, error) {
	m.done += int64(len(p))
	m.progress(m.step, m.done, m.total)
	return len(p), m.ctx.Err()
}

// reader reads an archive. It is somebody's file: nothing in it is believed before it was checked.
type reader struct {
	file       *os.File
	compressed *zstd.Decoder
	archive    *tar.Reader
}

// maxMemory is how much memory reading an archive may take; those this program makes take 8 MiB.
const maxMemory = 256 << 20

func openArchive(path string) (*reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	compressed, err := zstd.NewReader(file, zstd.WithDecoderMaxMemory(maxMemory))
	if err != nil {
		return nil, errors.Join(damaged(err), file.Close())
	}
	return &reader{file: file, compressed: compressed, archive: tar.NewReader(compressed)}, nil
}

func (r *reader) close() {
	r.compressed.Close()
	_ = r.file.Close()
}

func damaged(err error) error { return fmt.Errorf("the archive is damaged, or is no backup: %w", err) }

// manifest reads the manifest, which comes first.
func (r *reader) manifest() (m Manifest, err error) {
	if err := r.next(manifestName, -1); err != nil {
		return m, err
	}
	text, err := io.ReadAll(io.LimitReader(r.archive, maxManifest))
	if err != nil {
		return m, damaged(err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, damaged(fmt.Errorf("its manifest: %w", err))
	}
	return m, nil
}

// next goes to the next file, which must be an ordinary one of that name and size (-1: any).
func (r *reader) next(name string, size int64) error {
	h, err := r.archive.Next()
	switch {
	case err != nil:
		return damaged(fmt.Errorf("%s is missing: %w", name, err))
	case h.Name != name || h.Typeflag != tar.TypeReg:
		return damaged(fmt.Errorf("%q stands where %s belongs", h.Name, name))
	case size >= 0 && h.Size != size:
		return damaged(fmt.Errorf("%s has %d bytes instead of %d", name, h.Size, size))
	}
	return nil
}

// extract writes the next file into dir, on disk and with the checksum that it must have.
func (r *reader) extract(f File, dir string, done *meter) (err error) {
	if err := r.next(f.Name, f.Size); err != nil {
		return err
	}
	out, err := os.OpenFile(filepath.Join(dir, f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, hash, done), r.archive); err != nil {
		return damaged(fmt.Errorf("%s: %w", f.Name, err))
	}
	if hex.EncodeToString(hash.Sum(nil)) != f.SHA256 {
		return damaged(fmt.Errorf("%s has another checksum than its manifest says", f.Name))
	}
	return out.Sync()
}

// maxTrailer is how many bytes may follow the last file.
const maxTrailer = 64 << 10

// end makes sure that there is nothing more, and that the archive is whole.
func (r *reader) end() error {
	h, err := r.archive.Next()
	if err == nil {
		return damaged(fmt.Errorf("%q is in it, which its manifest does not name", h.Name))
	}
	if !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r.compressed, maxTrailer))
	if err == nil && n == maxTrailer {
		err = errors.New("something follows the last file")
	}
	if err != nil {
		return damaged(err)
	}
	return nil
}
