import { expect, test } from 'bun:test'
import { linesOf } from './changed.ts'

const diff = `diff --git a/src/engine/a.ts b/src/engine/a.ts
--- a/src/engine/a.ts
+++ b/src/engine/a.ts
@@ -3 +3 @@ function f
-old
+new
@@ -10,2 +10,0 @@
-gone
-gone too
@@ -20,0 +19,3 @@
+one
+two
+three
diff --git a/src/engine/b.ts b/src/engine/b.ts
deleted file mode 100644
--- a/src/engine/b.ts
+++ /dev/null
@@ -1,5 +0,0 @@
-all
diff --git a/src/engine/c.ts b/src/engine/c.ts
--- /dev/null
+++ b/src/engine/c.ts
@@ -0,0 +1,2 @@
+a
+b
`

test('new lines are known by file and number, lines that went away are none', () => {
  const changed = linesOf(diff)

  expect([...changed.keys()]).toEqual(['src/engine/a.ts', 'src/engine/c.ts'])
  expect([...(changed.get('src/engine/a.ts') ?? [])]).toEqual([3, 19, 20, 21])
  expect([...(changed.get('src/engine/c.ts') ?? [])]).toEqual([1, 2])
})

test('nothing has changed where there is no diff', () => {
  expect(linesOf('').size).toBe(0)
})
