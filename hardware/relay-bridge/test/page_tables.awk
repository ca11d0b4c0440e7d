# The wire page's field tables and vectors as the C tables that test/page.h declares.
function cell(n) { gsub(/^ +| +$|`/, "", $n); return $n }
function bytes(text,    parts, n, i, out) {
    n = split(text, parts, " ")
    for (i = 1; i <= n; i++) { out = out "0x" parts[i] ", " }
    return n ", {" out "}"
}
function meaning(text,    parts, pair, n, i, out) {
    n = split(text, parts, " ")
    for (i = 2; i <= n; i++) {
        split(parts[i], pair, "=")
        out = out sprintf("{\"%s\", %s}, ", pair[1], pair[2] "U")
    }
    return sprintf("\"%s\", %d, {%s}", parts[1], n - 1, out)
}
function table(name, type, body) {
    printf "const struct %s page_%s[] = {\n%s};\n", type, name, body
    printf "const size_t page_%s_count = sizeof page_%s / sizeof *page_%s;\n", name, name, name
}
function need(what, body) {
    if (body == "") {
        printf "%s: no %s found\n", FILENAME, what > "/dev/stderr"
        failed = 1
    }
}
BEGIN { FS = "|" }
/^## / { section = substr($0, 4); rows = 0; next }
/^### / { message = substr($0, 5); section = "field"; rows = 0; next }
!/^\|/ { next }
++rows <= 2 { next } # head and rule
section == "field" {
    fields = fields sprintf("    {\"%s\", \"%s\", %d, %d},\n", message, cell(3), cell(2), substr(cell(4), 2) / 8)
}
section == "Vectors" {
    vectors = vectors sprintf("    {\"%s\", %s, %s},\n", cell(2), meaning(cell(3)), bytes(cell(4)))
}
section == "Vectors: refused" {
    refused = refused sprintf("    {\"%s\", %s, %s},\n", cell(2), bytes(cell(4)), bytes(cell(5)))
}
section == "Vectors: dropped" { dropped = dropped sprintf("    {\"%s\", %s},\n", cell(2), bytes(cell(4))) }
END {
    need("field tables", fields)
    need("vectors", vectors)
    need("refused vectors", refused)
    need("dropped vectors", dropped)
    print "#include \"test/page.h\""
    table("fields", "page_field", fields)
    table("vectors", "page_vector", vectors)
    table("refused", "page_refused", refused)
    table("dropped", "page_dropped", dropped)
    exit failed
}
