/* Saves a stopped thread on its own stack, and goes on there: in the parent as the same thread, in the
 * child as a new one on the copy of that stack. The rest of its registers, its floating point state and
 * its signal mask are in the signal frame above; rt_sigreturn restores them. */

        .text

/* void park_here(struct stopped *thread): `stack` is its first field */
        .globl park_here
        .hidden park_here
        .type park_here, @function
park_here:
        push %rbp
        push %rbx
        push %r12
        push %r13
        push %r14
        push %r15
        sub $8, %rsp
        stmxcsr (%rsp)
        fnstcw 4(%rsp)
        mov %rsp, 0(%rdi)
        call wait_parked
resume:
        ldmxcsr (%rsp)
        fldcw 4(%rsp)
        add $8, %rsp
        pop %r15
        pop %r14
        pop %r13
        pop %r12
        pop %rbx
        pop %rbp
        ret
        .size park_here, .-park_here

/* long clone_parked(long flags, long stack, int *tid, int *cleared_tid, long thread_pointer,
 *                   struct stopped *thread)
 * The new thread begins on the saved stack, where park_here was about to return from its call. */
        .globl clone_parked
        .hidden clone_parked
        .type clone_parked, @function
clone_parked:
        mov %rcx, %r10
        mov $56, %eax
        syscall
        test %rax, %rax
        jz 1f
        ret
1:      mov %r9, %rdi
        call wait_made
        jmp resume
        .size clone_parked, .-clone_parked

        .section .note.GNU-stack, "", @progbits
