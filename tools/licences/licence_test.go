package main

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

const isc = `Copyright (c) 2020 Somebody

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided
that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,
NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
`

func TestLicenceOfAModule(t *testing.T) {
	for name, tt := range map[string]struct {
		files fstest.MapFS
		want  []string
		wrong string
	}{
		"one":     {files: fstest.MapFS{"LICENSE": {Data: []byte(isc)}, "license.go": {Data: []byte("package x")}}, want: []string{"ISC"}},
		"none":    {files: fstest.MapFS{"README.md": {Data: []byte(isc)}}, wrong: "there is no licence in it"},
		"unknown": {files: fstest.MapFS{"LICENCE.txt": {Data: []byte("Ask us first.")}}, wrong: "LICENCE.txt is no licence that is known (0 % of it is)"},
		"not taken": {
			files: fstest.MapFS{"LICENSE": {Data: []byte(isc)}, "COPYING": {Data: []byte(agpl)}}, want: []string{"AGPL-3.0-or-later", "ISC"},
			wrong: "the licence AGPL-3.0-or-later is none that we take",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := licencesIn(tt.files)
			require.Equal(t, tt.want, got)
			if tt.wrong == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.wrong)
		})
	}
}

const agpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU Affero General Public License
as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.

This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU Affero General Public License for more details.
`
