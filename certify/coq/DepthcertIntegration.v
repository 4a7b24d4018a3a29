(** The tactics for claims about integrals. *)

Require Export DepthcertCases DepthcertLegendre.

Lemma is_integral_reals d (p : list reals) f : (2 <= d)%Z ->
  (forall x, -1 < x < 1 -> f x = evaluate reals p x * weight d x) ->
  is_integral f (-1) 1 (mean (IZR d) 0 (map (value reals) p) * mass d).
Proof. apply is_integral_polynomial. Qed.

Lemma harmonic_dim_next d n m : (2 <= d)%Z -> (1 <= n)%Z -> m = (n + 1)%Z ->
  harmonic_dim d m = harmonic_dim d n * ((2 * IZR n + IZR d) * (IZR n + IZR d - 2) / ((IZR n + 1) * (2 * IZR n + IZR d - 2))).
Proof.
  intros Hd Hn ->; assert (E := harmonic_dim_ratio d n Hd Hn).
  assert (1 <= IZR n) by (apply IZR_le; lia); assert (2 <= IZR d) by (apply IZR_le; lia).
  apply Rmult_eq_reg_r with ((IZR n + 1) * (2 * IZR n + IZR d - 2)); [|nra].
  rewrite <- Rmult_assoc, E; field; lra.
Qed.

(** Dimensions of literal degree as rational functions. *)
Ltac dimensions :=
  repeat match goal with
  | |- context [harmonic_dim ?d 0] => rewrite (harmonic_dim_0 d)
  | |- context [harmonic_dim ?d 1] => rewrite (harmonic_dim_1 d) by lia
  | |- context [harmonic_dim ?d (Zpos ?p)] =>
      let n := eval vm_compute in (Z.pos p - 1)%Z in rewrite (harmonic_dim_next d n (Zpos p)) by (lia || reflexivity)
  end.

(** Two functions of x in ]-1, 1[ are equal: literal powers of the root of 1 - x^2. *)
Ltac weighed :=
  let x := fresh "x" in let H := fresh in let P := fresh in let E := fresh in let s := fresh "s" in
  intros x H; unfold weight;
  assert (P := root_pos x H); assert (E : 1 - x ^ 2 = sqrt (1 - x ^ 2) * sqrt (1 - x ^ 2)) by (symmetry; apply sqrt_sqrt; nra);
  set (s := sqrt (1 - x ^ 2)) in *; clearbody s;
  repeat match goal with |- context [powerRZ ?a ?z] => let v := eval vm_compute in z in progress change z with v end;
  cbn [powerRZ]; repeat match goal with |- context [Pos.to_nat ?z] =>
    let v := eval vm_compute in (Pos.to_nat z) in change (Pos.to_nat z) with v end;
  rewrite ?E; field; lra.

Ltac orthogonality :=
  lazymatch goal with
  | |- is_integral ?f (-1) 1 _ =>
      lazymatch f with context [legendre ?n (IZR (Zpos ?d)) _ * legendre ?m _ _] =>
        match goal with _ : (n <= Zpos ?top)%Z |- _ =>
          eapply is_integral_ext;
          [lra | | apply (is_integral_orthogonal (Zpos d) (Zpos top) n m); [lia | vm_compute; reflexivity | lia | apply lt_IZR; assumption | lia]];
          weighed
        end
      end
  end.

Ltac norms :=
  lazymatch goal with
  | |- is_integral ?f (-1) 1 _ =>
      lazymatch f with context [legendre ?n (IZR (Zpos ?d)) _ ^ 2] =>
        match goal with _ : (n <= Zpos ?top)%Z |- _ =>
          eapply is_integral_ext;
          [lra | | apply (is_integral_norm (Zpos d) (Zpos top) n); [lia | vm_compute; reflexivity | lia | lia]];
          weighed
        end
      end
  end.

(** The coefficients of a polynomial in x. *)
Ltac coefficients x e :=
  lazymatch e with
  | x => constr:([0; 1] : list reals)
  | legendre ?n ?d x => constr:(legendre_reals n d)
  | ?a + ?b => let p := coefficients x a in let q := coefficients x b in constr:(add_poly reals p q)
  | ?a * ?b => let p := coefficients x a in let q := coefficients x b in constr:(mul_poly reals p q)
  | ?a ^ ?n => let p := coefficients x a in constr:(pow_poly reals p n)
  | _ => constr:([e] : list reals)
  end.

(** A polynomial times the weight, in any dimension. *)
Ltac moments :=
  lazymatch goal with
  | |- is_integral ?f (-1) 1 _ =>
      lazymatch f with context [powerRZ (sqrt _) (?d - 3)] =>
        eapply (is_integral_reals d); [lia|];
        let x := fresh "x" in let H := fresh in intros x H; change (powerRZ (sqrt (1 - x ^ 2)) (d - 3)) with (weight d x);
        lazymatch goal with
        | |- ?e * weight d x = evaluate reals ?p x * _ => let q := coefficients x e in unify p q
        | |- weight d x = evaluate reals ?p x * _ => unify p ([1] : list reals)
        end;
        rewrite ?evaluate_add, ?evaluate_mul, ?evaluate_pow, ?legendre_reals_evaluate, ?evaluate_cons, ?evaluate_nil by lra;
        cbn [value reals]; ring
      end
  end.

Ltac computed :=
  unfold mass;
  repeat match goal with |- context [gamma_half (Zpos ?p - ?q)] => evaluate (Z.pos p - q)%Z end;
  repeat match goal with |- context [mean ?d ?k ?p] =>
    let v := eval cbv -[Rplus Rmult Ropp Rinv Rdiv Rminus IZR INR] in (mean d k p) in change (mean d k p) with v end;
  rewrite ?INR_IZR_INZ; cbn [Z.of_nat Pos.of_succ_nat Pos.succ];
  normal; dimensions; field; repeat split; first [lra | sign].

Ltac integrated := first [orthogonality | norms | moments].

(** A part of a claim about integrals from -1 to 1. *)
Ltac integral_part :=
  replace (- 1) with (-1) by ring;
  lazymatch goal with
  | |- forall x : R, _ < x < _ -> _ \/ _ => let x := fresh "x" in intros x ?; left; nra
  | |- forall x : R, _ < x < _ -> _ => let x := fresh "x" in intros x ?; nra
  | |- integrable _ _ _ => eapply is_integral_integrable; integrated
  | |- context [integral ?f ?a ?b] =>
      let H := fresh in eassert (H : is_integral f a b _) by integrated; rewrite (integral_unique f a b _ H); clear H; computed
  end.
